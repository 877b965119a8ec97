from django.db import models


class Generation(models.Model):
    """A number for each code that websites are addressed by; another one after every change.

    See ``sites.generations``.
    """

    code = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code}: {self.number}"
