"""Signing in by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.accounts.models import Firm
from cairn.lib import clock


class SignInForm(AuthenticationForm):
    """E-mail and password; a wrong one does not say which of the two is wrong."""

    error_messages = {"invalid_login": gettext_lazy("This e-mail and this password do not belong together.")}
    stay = forms.BooleanField(required=False, initial=True)


class SignIn(LoginView):
    template_name = "dashboard/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        if not form.cleaned_data["stay"]:
            self.request.session.set_expiry(0)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        firm = Firm.current()
        return super().get_context_data(**kwargs, firm=firm, greeting=greeting(firm))


def greeting(firm: Firm) -> str:
    hour = timezone.localtime(clock.now(), firm.zone).hour
    if 4 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 17 else _("Good evening")
