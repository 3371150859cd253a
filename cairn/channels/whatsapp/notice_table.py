"""What WhatsApp tells about the account, its numbers and its templates: the sentence, how bad it is, and what to do.

Keys are the webhook's field and its event (or decision, status, kind), in Meta's words; an empty event is all others.
Names in braces are filled in by `notices.py`. Meta: "Webhooks reference", one page for each field.
"""

from __future__ import annotations

from typing import NamedTuple

GOOD, INFO, WARNING, BAD = "good", "info", "warning", "bad"


class Line(NamedTuple):
    severity: str
    words: str
    advice: str = ""


LOOK = "Look at the account in Meta Business Manager."
TEMPLATES = "Look at it in Templates."
T, C, A = "message_template_status_update", "template_category_update", "account_update"

TABLE: dict[tuple[str, str], Line] = {
    (T, "APPROVED"): Line(GOOD, "WhatsApp approved the template {template}.", "It can be sent now."),
    (T, "UNPAUSE"): Line(GOOD, "The template {template} can be sent again."),
    (T, "REJECTED"): Line(BAD, "WhatsApp rejected the template {template}: {reason}.", "{recommendation}"),
    (T, "PENDING"): Line(INFO, "WhatsApp is looking at the template {template}."),
    (T, "PAUSED"): Line(
        WARNING,
        "WhatsApp paused the template {template}{pause}: customers blocked or reported it.",
        "Send it to fewer people, or say it better.",
    ),
    (T, "DISABLED"): Line(BAD, "WhatsApp switched the template {template} off.", "Write a new one under another name."),
    (T, "FLAGGED"): Line(
        WARNING, "The template {template} may soon be paused: customers block or report it.", "Send it to fewer people."
    ),
    (T, "IN_APPEAL"): Line(INFO, "WhatsApp is looking at the template {template} once more."),
    (T, "PENDING_DELETION"): Line(INFO, "The template {template} is being deleted."),
    (T, "DELETED"): Line(INFO, "The template {template} was deleted at WhatsApp."),
    (T, "REINSTATED"): Line(GOOD, "The template {template} can be sent again."),
    (T, "LIMIT_EXCEEDED"): Line(WARNING, "There are too many templates, so {template} was not taken.", "Delete some."),
    (T, "LOCKED"): Line(WARNING, "WhatsApp locked the template {template}.", LOOK),
    (T, "UNLOCKED"): Line(GOOD, "WhatsApp unlocked the template {template}."),
    (T, "ARCHIVED"): Line(INFO, "WhatsApp put the template {template} away: it was not used for long."),
    (T, ""): Line(INFO, "The template {template} has a new state: {event}.", TEMPLATES),
    ("message_template_quality_update", "GREEN"): Line(GOOD, "Customers like the template {template} again."),
    ("message_template_quality_update", "YELLOW"): Line(
        WARNING, "Some customers block or report the template {template}.", "Send it to fewer people, or say it better."
    ),
    ("message_template_quality_update", "RED"): Line(
        BAD, "Many customers block or report the template {template}.", "Stop sending it, or it will be paused."
    ),
    ("message_template_quality_update", ""): Line(INFO, "The quality of the template {template} is {event} now."),
    ("message_template_components_update", ""): Line(INFO, "The words of the template {template} changed.", TEMPLATES),
    (C, "ahead"): Line(
        WARNING,
        "WhatsApp will count the template {template} as {correct} from {when}.",
        "Each message will cost what {correct} costs. Change its words before, or ask for a review.",
    ),
    (C, "done"): Line(
        WARNING, "WhatsApp counts the template {template} as {new} now, no longer as {previous}.", "Its price changed."
    ),
    ("template_correct_category_detection", ""): Line(
        WARNING, "WhatsApp thinks that {template} is {correct}, not {category}.", "Send it as {correct}."
    ),
    ("phone_number_quality_update", "ONBOARDING"): Line(INFO, "The number {number} may write to {limit} now."),
    ("phone_number_quality_update", "UPGRADE"): Line(GOOD, "The number {number} may write to more people: {limit}."),
    ("phone_number_quality_update", "DOWNGRADE"): Line(
        BAD, "The number {number} may write to fewer people: {limit}.", "Send fewer templates that nobody asked for."
    ),
    ("phone_number_quality_update", "FLAGGED"): Line(
        BAD, "The quality of the number {number} is low.", "Send fewer templates that nobody asked for."
    ),
    ("phone_number_quality_update", "UNFLAGGED"): Line(GOOD, "The quality of the number {number} is good again."),
    ("phone_number_quality_update", "THROUGHPUT_UPGRADE"): Line(
        GOOD, "The number {number} may send faster now, and to {limit}."
    ),
    ("phone_number_quality_update", ""): Line(INFO, "Limits of the number {number}: {event}, {limit}."),
    ("phone_number_name_update", "APPROVED"): Line(GOOD, "WhatsApp approved the name {name} for {number}."),
    ("phone_number_name_update", "REJECTED"): Line(
        BAD,
        "WhatsApp rejected the name {name} for {number}: {reason}.",
        "Ask for another name in Meta Business Manager.",
    ),
    ("phone_number_name_update", ""): Line(INFO, "The name {name} for {number}: {event}."),
    ("business_capability_update", ""): Line(
        INFO, "The firm may write first to {limit} and have {numbers} numbers.", "Answers to customers are not counted."
    ),
    ("business_username_updates", "approved"): Line(GOOD, "The firm's name on WhatsApp is @{username} now."),
    ("business_username_updates", "reserved"): Line(INFO, "The name @{username} is kept for the firm."),
    ("business_username_updates", "deleted"): Line(WARNING, "The firm is no longer @{username} on WhatsApp."),
    ("business_username_updates", ""): Line(INFO, "The firm's name @{username}: {event}."),
    ("account_review_update", "APPROVED"): Line(GOOD, "WhatsApp approved the account."),
    ("account_review_update", "REJECTED"): Line(BAD, "WhatsApp rejected the account.", LOOK),
    ("account_review_update", ""): Line(INFO, "WhatsApp's review of the account: {event}."),
    ("account_alerts", ""): Line(WARNING, "WhatsApp warns: {description}.", LOOK),
    (A, "ACCOUNT_VIOLATION"): Line(BAD, "The account broke WhatsApp's rules: {violation}.", LOOK),
    (A, "ACCOUNT_RESTRICTION"): Line(
        BAD, "WhatsApp restricts the account{until}: {restrictions}.", "Read why in Meta Business Manager, and appeal."
    ),
    (A, "REINSTATE"): Line(GOOD, "WhatsApp lifted the ban of the account."),
    (A, "SCHEDULE_FOR_DISABLE"): Line(BAD, "WhatsApp will ban the account on {ban}.", "Appeal before that day."),
    (A, "DISABLED_UPDATE"): Line(BAD, "WhatsApp banned the account.", "Appeal in Meta Business Manager."),
    (A, "ACCOUNT_DELETED"): Line(BAD, "The WhatsApp account was deleted. Nothing is sent or received any more.", LOOK),
    (A, "ACCOUNT_OFFBOARDED"): Line(
        BAD, "The number was taken off this connection.", "Connect it again, or no message comes in."
    ),
    (A, "ACCOUNT_RECONNECTED"): Line(GOOD, "The number is connected again."),
    (A, "PARTNER_ADDED"): Line(INFO, "Another firm may work with the account now.", "If nobody asked for that, look."),
    (A, "PARTNER_REMOVED"): Line(
        WARNING, "A firm that worked with the account was removed{disconnected}.", "Is this connection still there?"
    ),
    (A, "PARTNER_APP_INSTALLED"): Line(INFO, "An app was connected to the account."),
    (A, "PARTNER_APP_UNINSTALLED"): Line(
        WARNING, "An app was disconnected from the account.", "If it was this one, connect it again."
    ),
    (A, "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"): Line(INFO, "The firm's verification by the partner: {status}."),
    (A, "VOLUME_BASED_PRICING_TIER_UPDATE"): Line(INFO, "New price step for {pricing} messages in {region}: {tier}."),
    (A, "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"): Line(INFO, "The firm's country at WhatsApp is {country}."),
    (A, "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"): Line(INFO, "Login codes sent abroad have a price of their own now."),
    (A, "MM_LITE_TERMS_SIGNED"): Line(INFO, "The terms of WhatsApp's marketing messages were accepted."),
    (A, "AD_ACCOUNT_LINKED"): Line(INFO, "An advertising account was linked."),
    (A, ""): Line(WARNING, "Something about the account changed: {event}.", LOOK),
    ("security", "PIN_CHANGED"): Line(WARNING, "The number's PIN was changed.", "If nobody of you did it, act now."),
    ("security", "PIN_RESET_REQUEST"): Line(WARNING, "Somebody asked to reset the number's PIN.", LOOK),
    ("security", "PIN_REQUEST_SUCCESS"): Line(WARNING, "The number's PIN was switched off on request.", LOOK),
    ("security", ""): Line(WARNING, "Something about the number's security changed: {event}.", LOOK),
    ("flows", "FLOW_STATUS_CHANGE"): Line(INFO, "A form's state changed: {message}"),
    ("flows", "CLIENT_ERROR_RATE"): Line(WARNING, "A form fails on customers' phones: {message}", "Try it yourself."),
    ("flows", "ENDPOINT_ERROR_RATE"): Line(WARNING, "A form's server fails: {message}", "Tell whoever runs it."),
    ("flows", "ENDPOINT_LATENCY"): Line(WARNING, "A form's server is slow: {message}", "Tell whoever runs it."),
    ("flows", "FLOW_VERSION_EXPIRY_WARNING"): Line(WARNING, "A form soon stops working: {message}", "Renew it."),
    ("flows", ""): Line(INFO, "News of a form: {event}. {message}"),
    ("group_lifecycle_update", ""): Line(INFO, "WhatsApp group {subject}: {event}{failure}."),
    ("group_participants_update", ""): Line(INFO, "People of a WhatsApp group: {event}."),
    ("group_settings_update", ""): Line(INFO, "Settings of a WhatsApp group changed."),
    ("group_status_update", ""): Line(WARNING, "A WhatsApp group's state changed: {event}."),
    ("messaging_handovers", "control_taken"): Line(INFO, "Somebody else took a chat over: {role}."),
    ("messaging_handovers", "control_passed"): Line(INFO, "A chat was handed over: {role}."),
    ("partner_solutions", ""): Line(INFO, "A partner's solution: {event}, {solution}."),
    ("payment_configuration_update", ""): Line(INFO, "The payment set-up {configuration} with {provider}: {status}."),
    ("automatic_events", ""): Line(INFO, "WhatsApp saw in a chat: {event}."),
    ("tracking_events", ""): Line(INFO, "WhatsApp counted in a chat: {event}."),
    ("history", ""): Line(WARNING, "Old chats were not copied: {details}.", "Allow it on the phone, then ask again."),
    ("standby", ""): Line(INFO, "Another app answers on this number."),
    ("payment_status", "captured"): Line(GOOD, "WhatsApp says that {amount} was paid for {reference}.", "Check it."),
    ("payment_status", "failed"): Line(BAD, "A payment of {amount} for {reference} failed.", "Write to the customer."),
    ("payment_status", ""): Line(INFO, "A payment of {amount} for {reference}: {event}."),
    ("message_status", "deleted"): Line(INFO, "A customer deleted one of your messages."),
    ("message_status", "warning"): Line(WARNING, "A message held something that WhatsApp does not allow.", LOOK),
    ("message_status", ""): Line(INFO, "A message has a new state: {event}."),
    ("errors", ""): Line(BAD, "WhatsApp reports a problem: {details}.", "{todo}"),
    ("user_preferences", ""): Line(INFO, "WhatsApp told of a customer's wish that Cairn does not know: {event}."),
    ("account_settings_update", ""): Line(INFO, "A setting of the account changed.", LOOK),
    ("business_status_update", ""): Line(WARNING, "The firm's state at Meta changed: {event}.", LOOK),
}
UNKNOWN = Line(INFO, "WhatsApp sent something new: {field}, kept in the journal.")
