"""Who may come to a door: the kinds of rules, and those of the pages that allauth brings."""

from dataclasses import dataclass

from planner.people.permissions import Verb

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Everyone:
    """Also people who are not signed in. `unseen`: it is not even looked who they are."""

    unseen: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Anybody with an account, about themselves."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A page that a library brings and we do not use: there is nothing here (404)."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Whoever holds the one-time link, while there is no owner."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the workspace in the address whose role has the verb; `change` is for POST and the like."""

    verb: Verb
    change: Verb | None = None

    def needs(self, method: str) -> Verb:
        return self.verb if method in SAFE_METHODS or self.change is None else self.change


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the JSON API: the verb that role and scopes must both grant; None needs no token."""

    verb: Verb | None


Rule = Everyone | SignedIn | Closed | Setup | Member

BROUGHT: dict[str, Rule] = {
    # Signing in, by allauth
    "account_login": Everyone(),
    "account_logout": Everyone(),
    "account_inactive": Everyone(),
    "account_signup": Everyone(),
    "account_reauthenticate": SignedIn(),
    "account_change_password": SignedIn(),
    "account_reset_password": Everyone(),
    "account_reset_password_done": Everyone(),
    "account_reset_password_from_key": Everyone(),
    "account_reset_password_from_key_done": Everyone(),
    "account_email": Closed(),
    "account_email_verification_sent": Closed(),
    "account_confirm_email": Closed(),
    "account_confirm_login_code": Closed(),
    "account_set_password": Closed(),
    # The second step, by allauth
    "mfa_index": SignedIn(),
    "mfa_authenticate": Everyone(),
    "mfa_reauthenticate": SignedIn(),
    "mfa_activate_totp": SignedIn(),
    "mfa_deactivate_totp": SignedIn(),
    "mfa_view_recovery_codes": SignedIn(),
    "mfa_generate_recovery_codes": SignedIn(),
    "mfa_download_recovery_codes": SignedIn(),
    "mfa_list_webauthn": SignedIn(),
    "mfa_add_webauthn": SignedIn(),
    "mfa_remove_webauthn": SignedIn(),
    "mfa_edit_webauthn": SignedIn(),
    "mfa_reauthenticate_webauthn": SignedIn(),
    "mfa_login_webauthn": Everyone(),
}
