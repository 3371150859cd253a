"""Meta's review of templates, and what becomes of them later: each step told by webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import fields
from simulator.templates import rejected

if TYPE_CHECKING:
    from simulator.box import Box

Json = dict[str, Any]
STATUS, QUALITY, CATEGORY = (
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
)
EVENTS = {
    "FLAGGED": "APPROVED",
    "IN_APPEAL": "IN_APPEAL",
    "PENDING_DELETION": "PENDING_DELETION",
    "REINSTATED": "APPROVED",
    "LIMIT_EXCEEDED": "LIMIT_EXCEEDED",
    "ARCHIVED": "ARCHIVED",
    "APPROVED": "APPROVED",
    "PENDING": "PENDING",
    "DISABLED": "DISABLED",
}


class Review:
    def __init__(self, box: Box) -> None:
        self._box = box

    def wait_for(self, template: Json) -> None:
        if template["status"] == "PENDING":
            self._box.later(self._box.rules.review_seconds, self._decide, template["id"])

    def _decide(self, template_id: str) -> None:
        reviewed = self._box.templates.review(template_id, self._box.rules)
        if reviewed is None:
            return
        self.tell(reviewed, reviewed["status"])
        if "previous_category" in reviewed:
            self._tell_category(reviewed, reviewed["previous_category"], reviewed["category"])

    def tell(self, template: Json, event: str) -> None:
        """Keep it, and post its new status."""
        self._box.journal.note("template", {"template": template})
        self._post(STATUS, f"template {event}", template, fields.template_status(template, event))

    def happens(self, template: Json, event: str) -> Json:
        """A status by name, as the phone page or a test wants it."""
        box, now = self._box, self._box.world.now()
        if event == "PAUSED":
            changed = box.templates.pause(template, now)
            event = changed["status"]
        elif event == "UNPAUSED":
            changed = box.templates.unpause(template)
        elif event == "REJECTED":
            changed = box.templates.keep(template | rejected("INVALID_FORMAT"))
        else:
            changed = box.templates.keep(template | {"status": EVENTS.get(event, template["status"])})
        self.tell(changed, event)
        return changed

    def rate(self, template: Json, score: str) -> Json:
        before = template["quality_score"]["score"]
        score_now = {"score": score, "date": int(self._box.world.now())}
        changed = self._keep(template | {"quality_score": score_now})
        self._post(QUALITY, f"quality {score}", changed, fields.template_quality(changed, before, score))
        return changed

    def recategorise(self, template: Json, category: str, *, is_impending: bool) -> Json:
        before, day = template["category"], 24 * 3600
        if is_impending:
            at = int(self._box.world.now()) + day
            value = fields.template_category(template, before, category, at)
            self._post(CATEGORY, f"category will be {category}", template, value)
            return template
        changed = self._keep(template | {"category": category, "previous_category": before})
        self._tell_category(changed, before, category)
        return changed

    def let_go(self, template: Json, *, drop: bool) -> Json:
        """The quality check of pacing ends: what was held is sent, or fails with 132015."""
        changed = self._keep(template | {"held": False})
        held = [one for one in self._box.world.by_wamid.values() if one.status == "held"]
        for message in held:
            if message.extra["template"]["id"] == template["id"]:
                self._box.receipts.begin(message, fail_with=(132015, "") if drop else None)
        return changed

    def hold(self, template: Json) -> Json:
        return self._keep(template | {"held": True})

    def _keep(self, template: Json) -> Json:
        self._box.journal.note("template", {"template": template})
        return self._box.templates.keep(template)

    def _tell_category(self, template: Json, before: str, after: str) -> None:
        self._post(CATEGORY, f"category {after}", template, fields.template_category(template, before, after))

    def _post(self, name: str, words: str, template: Json, value: Json) -> None:
        self._box.outbox.field(name, words, value, self._box.world.now(), account=template["account"])
