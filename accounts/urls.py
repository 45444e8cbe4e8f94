"""Addresses of the accounts app. Those that allauth has too come first here, so that ours answers (see `portal/urls.py`)."""

from django.urls import path, register_converter

from accounts.views import activation, activity, linking, profile, recovery, registration


class SignedKey:
    """A signed key of a mail: what `django.core.signing` makes."""

    regex = r"[-:\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SignedKey, "signed")

app_name = "accounts"
urlpatterns = [
    path("signup/", registration.sign_up, name="sign_up"),
    path("registered/", registration.registered, name="registered"),
    path("activate/resend/", activation.resend_activation, name="resend_activation"),
    path("activate/sent/", activation.activation_sent, name="activation_sent"),
    path("activate/<signed:key>/", activation.activate, name="activate"),
    path("confirm-email/", activation.activation_sent, name="confirm_email_sent"),
    path("confirm-email/<signed:key>/", activation.activate, name="confirm_email"),
    path("forgotten-username/", recovery.forgotten_username, name="forgotten_username"),
    path("forgotten-username/sent/", recovery.username_sent, name="username_sent"),
    path("link/", linking.link, name="link"),
    path("link/<public_id:public_id>/end/", linking.unlink, name="unlink"),
    path("profile/", profile.profile, name="profile"),
    path("activity/", activity.activity, name="activity"),
    path("activity/sign-out-others/", activity.sign_out_others, name="sign_out_others"),
    path("sessions/", activity.activity, name="sessions"),
]
