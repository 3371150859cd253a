from __future__ import annotations

from django.db import models


class Policy(models.Model):
    """A rule of the firm: the words customers may be told, and the numbers behind them."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    rules = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title
