"""Signing in: e-mail and password, then the second factor; or a passkey, which is both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cairn.accounts import audit, throttle
from cairn.accounts.models import Firm, User
from cairn.dashboard import entering
from cairn.lib import clock


class SignInForm(AuthenticationForm):
    """E-mail and password; a wrong one does not say which of the two is wrong, and too many are not looked at."""

    error_messages = {"invalid_login": gettext_lazy("This e-mail and this password do not belong together.")}
    stay = forms.BooleanField(required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """The try is counted before the password is looked at, for what was typed and for where it came from."""
        who, where = str(self.cleaned_data.get("username", "")), entering.address(self.request)
        if not who or not self.cleaned_data.get("password"):
            return super().clean()
        try:
            throttle.claim("account", who)
            throttle.claim("address", where)
        except throttle.Locked as locked:
            raise ValidationError(wait(locked)) from None
        return self.looked_at(who, where)

    def looked_at(self, who: str, where: str) -> dict[str, Any]:
        try:
            given = super().clean()
        except ValidationError:
            audit.note("failed to sign in", name=known_as(who), address=where)
            raise
        throttle.succeeded("account", who)
        throttle.succeeded("address", where)
        return given


class SignIn(LoginView):
    template_name = "dashboard/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)
        stays = bool(form.cleaned_data["stay"])
        return entering.enter(self.request, user, to=self.get_success_url(), stays=stays)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        firm = Firm.current()
        return super().get_context_data(**kwargs, firm=firm, greeting=greeting(firm))


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):
            audit.note("signed out", user=request.user, address=entering.address(request))
        return super().post(request, *args, **kwargs)


def known_as(typed: str) -> str:
    """The name of the account that somebody tried; what is no account of ours is not kept."""
    return User.objects.filter(email__iexact=typed.strip()).values_list("name", flat=True).first() or ""


def wait(locked: throttle.Locked) -> str:
    many = ngettext(
        "Too many tries. The next one counts in %(n)d minute.",
        "Too many tries. The next one counts in %(n)d minutes.",
        locked.minutes,
    )
    return many % {"n": locked.minutes}


def greeting(firm: Firm) -> str:
    hour = timezone.localtime(clock.now(), firm.zone).hour
    if 4 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 17 else _("Good evening")
