"""Contacts: the ways in which somebody is reached."""

from domain.contacts import Contacts


class TestContacts:
    def test_name_their_ways_and_not_where_they_lead(self) -> None:
        contacts = Contacts(email="wang@example.com", chat="feishu://hidden")

        assert contacts.ways == ("email", "chat")
        assert "hidden" not in repr(contacts)

    def test_may_be_none_at_all(self) -> None:
        assert Contacts().ways == ()
