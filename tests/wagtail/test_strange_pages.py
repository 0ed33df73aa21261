"""Copies, aliases, moved pages, unpublished parents: whatever editors do, no page breaks."""

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from example_shop.website.models import ContentPage
from oscar_referrals.models import Visit
from tests.wagtail.conftest import add_landing

PERSON = {"user-agent": "Mozilla/5.0"}


def add_section(root, slug="section"):
    page = root.add_child(instance=ContentPage(title="Section", slug=slug, body="<p>Text</p>"))
    page.save_revision().publish()
    return page


def test_a_copy_has_addresses_of_its_own(client, root, landing, code):
    landing.copy(update_attrs={"slug": "second"})
    assert client.get(f"/second/{code}/").status_code == 200
    assert client.get(f"/r/{code}/")["Location"] == f"/invite/{code}/"


def test_an_alias_answers_as_its_source_does(client, root, landing, code):
    landing.create_alias(parent=add_section(root))
    response = client.get(f"/section/invite/{code}/")
    assert response.status_code == 200
    assert "Anna gives you" in response.text


def test_a_moved_page_is_found_where_it_is(client, root, landing, code):
    landing.move(add_section(root), pos="last-child")
    assert client.get(f"/r/{code}/")["Location"] == f"/section/invite/{code}/"
    assert client.get(f"/section/invite/{code}/").status_code == 200
    assert client.get(f"/invite/{code}/").status_code == 404


def test_a_page_below_an_unpublished_one_goes_on(client, root, landing, code):
    section = add_section(root)
    landing.move(section, pos="last-child")
    section.refresh_from_db()
    section.unpublish()
    assert client.get(f"/section/invite/{code}/").status_code == 200


def test_a_page_outside_every_site_breaks_nothing(rf, program, code):
    elsewhere = Page.get_first_root_node().add_child(instance=Page(title="Else", slug="else"))
    page = add_landing(elsewhere, program)
    assert page.get_code_url(code) is None
    request = rf.get("/")
    request.user = AnonymousUser()
    statuses = [page.serve(request, code=text).status_code for text in (code, code.lower(), "X")]
    assert statuses == [200, 302, 404]


def test_an_editor_who_tries_a_link_is_not_a_visitor(client, landing, code, editor):
    assert client.get(f"/r/{code}/", headers=PERSON).status_code == 302
    assert not Visit.objects.exists()
    client.logout()
    client.get(f"/r/{code}/", headers=PERSON)
    assert Visit.objects.count() == 1


def test_the_deepest_query_does_not_reach_the_page(client, landing, code):
    for query in ("to=1&to=2", "to=" + "9" * 5000, "to=-1", "to=%00", "to=//evil.example/"):
        response = client.get(f"/invite/{code}/?{query}")
        assert response.status_code == 200
        assert "evil.example" not in response.text.partition("<main")[2].partition("</main>")[0]
