from django.db import models


class Generation(models.Model):
    """How often what websites show has changed, counted for each code they are addressed by.

    See ``sites.generations``.
    """

    code = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code}: {self.number}"
