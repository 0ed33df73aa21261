"""An advocate chooses whether to be on the public list of the best."""

from django.urls import reverse

from tests.account.pages import words_of


def test_nobody_is_on_the_list_without_asking(annas_browser, anna):
    assert anna.nickname == ""
    words = words_of(annas_browser.get(reverse("referral-account")))
    assert "You are not on the list of the best" in words


def test_a_nickname_is_saved_and_taken_away(annas_browser, anna):
    address = reverse("referral-nickname")
    words = words_of(annas_browser.post(address, {"nickname": "Queen Bee"}, follow=True))
    assert "On the list of the best you are Queen Bee." in words
    anna.refresh_from_db()
    assert anna.nickname == "Queen Bee"
    words = words_of(annas_browser.post(address, {"nickname": ""}, follow=True))
    assert "You are not on the list of the best." in words
    anna.refresh_from_db()
    assert anna.nickname == ""


def test_an_address_is_not_a_nickname(annas_browser, anna):
    response = annas_browser.post(
        reverse("referral-nickname"), {"nickname": "https://evil.example"}, follow=True
    )
    assert "Please give a name without addresses and numbers." in words_of(response)
    anna.refresh_from_db()
    assert anna.nickname == ""


def test_a_stranger_signs_in_first(visitor, anna):
    response = visitor.post(reverse("referral-nickname"), {"nickname": "Bee"})
    assert response["Location"].startswith("/shop/accounts/login/")
