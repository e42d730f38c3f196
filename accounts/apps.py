from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Let the API's description know our tokens."""
        import accounts.schema  # noqa: F401
