"""The referral program in a Wagtail site: page mixins, blocks and the editors' tools."""
