"""Addresses of the accounts app. Those that allauth has too come first here, so that ours answers (see `portal/urls.py`)."""

from django.urls import path, register_converter

from accounts.views import (
    activation,
    activity,
    email_change,
    link_objection,
    linking,
    own_data,
    password,
    profile,
    recovery,
    registration,
    terms,
)


class SignedKey:
    """A signed key of a mail: what `django.core.signing` makes."""

    regex = r"[-:\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SignedKey, "signed")

for_operators = [
    path("password/change/", password.change_password, name="change_password"),
    path("password/change/<signed:key>/", password.confirm_password, name="confirm_password"),
    path("email/", email_change.change_email, name="change_email"),
    path("email/cancel/", email_change.cancel_email, name="cancel_email"),
    path("email/confirm/<signed:key>/", email_change.confirm_new_email, name="confirm_new_email"),
]
"""What operators have as well, on their own host: allauth's pages for it know neither our links nor our limits."""

app_name = "accounts"
urlpatterns = [
    path("signup/", registration.sign_up, name="sign_up"),
    path("signup/terms/", registration.sign_up_terms, name="sign_up_terms"),
    path("registered/", registration.registered, name="registered"),
    path("activate/resend/", activation.resend_activation, name="resend_activation"),
    path("activate/sent/", activation.activation_sent, name="activation_sent"),
    path("activate/<signed:key>/", activation.activate, name="activate"),
    path("confirm-email/", activation.activation_sent, name="confirm_email_sent"),
    path("confirm-email/<signed:key>/", activation.activate, name="confirm_email"),
    path("forgotten-username/", recovery.forgotten_username, name="forgotten_username"),
    path("forgotten-username/sent/", recovery.username_sent, name="username_sent"),
    path("terms/", terms.new_terms, name="new_terms"),
    path("link/", linking.link, name="link"),
    path("link/objection/<signed:key>/", link_objection.object_to_link, name="object_to_link"),
    path("link/<public_id:public_id>/", linking.linked, name="linked"),
    path("link/<public_id:public_id>/end/", linking.unlink, name="unlink"),
    path("settings/", profile.settings, name="settings"),
    path("profile/", profile.profile, name="profile"),
    path("security/", profile.security, name="security"),
    *for_operators,
    path("data/", own_data.take_data, name="take_data"),
    path("delete/", own_data.close_account, name="close_account"),
    path("deleted/", own_data.account_closed, name="account_closed"),
    path("activity/", activity.activity, name="activity"),
    path("activity/sign-out/", activity.sign_out_device, name="sign_out_device"),
    path("activity/sign-out-others/", activity.sign_out_others, name="sign_out_others"),
    path("sessions/", activity.activity, name="sessions"),
]
