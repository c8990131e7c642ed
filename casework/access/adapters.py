"""How sign-in differs from allauth's defaults: nobody registers herself, and partner systems do not use passwords."""

from allauth.account.adapter import DefaultAccountAdapter


class StaffOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an administrator."""
        return False
