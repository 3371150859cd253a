"""Graph's error codes in words for staff. Meta: "Error codes"; newer ones from its changelog and from client libraries.

A table, not logic: look up through `errors.classify`.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from cairn.channels.whatsapp.error_types import Action, GraphError

_AGAIN = _("Nothing to do: it is tried again by itself.")
_DEVELOPER = _("Tell whoever looks after the system; sending it again will not help.")
_MANAGER = _("Check the account in WhatsApp Manager; nothing is sent from this number until then.")
_TOKEN = _("An administrator must renew the access token under Settings.")
_PERMISSION = _("An administrator must give the access token the missing permission in Meta Business settings.")
_OTHER_WAY = _("Reach the customer another way, by phone or e-mail.")
_CORRECT = _("Correct the template's values and send it again.")
_TEMPLATES = _("Check the template in WhatsApp Manager, or choose another one.")
_GROUP = _("Check the group in WhatsApp; write to its members one by one if needed.")
_FLOW = _("Check the flow in WhatsApp Manager, or ask the customer in plain text.")

_ROWS: dict[Action, list[tuple[int, str, str, str]]] = {
    Action.RETRY: [
        (1, "API unknown", _("WhatsApp reports an unknown error."), _AGAIN),
        (2, "API service", _("WhatsApp is down or overloaded."), _AGAIN),
        (4, "Too many calls", _("Not sent yet: too many requests to WhatsApp in this hour."), _AGAIN),
        (17, "Too many calls by user", _("Not sent yet: too many requests to WhatsApp in this hour."), _AGAIN),
        (613, "Calls over the limit", _("Not sent yet: too many requests to WhatsApp in a short time."), _AGAIN),
        (80007, "Rate limit issues", _("Not sent yet: this WhatsApp account made too many requests."), _AGAIN),
        (130429, "Rate limit hit", _("Not sent yet: this number is sending too fast."), _AGAIN),
        (131056, "Pair rate limit hit", _("Not sent yet: too many messages to this customer within a minute."), _AGAIN),
        (131000, "Something went wrong", _("WhatsApp failed without saying why."), _AGAIN),
        (131016, "Service unavailable", _("A part of WhatsApp is unavailable."), _AGAIN),
        (131057, "Account in maintenance mode", _("WhatsApp is upgrading this number; about a minute."), _AGAIN),
        (133004, "Server temporarily unavailable", _("WhatsApp's registration server is unavailable."), _AGAIN),
        (2494100, "Number in maintenance", _("WhatsApp is working on this number."), _AGAIN),
    ],
    Action.LATER: [
        (
            131049,
            "Healthy ecosystem engagement",
            _("Not delivered: the customer got enough marketing messages, from us and others."),
            _("Wait at least a day, or until the customer writes."),
        ),
        (
            131060,
            "Message not available yet",
            _("The customer's message has not reached us yet."),
            _("Wait for it; if it does not come, ask the customer to send it again."),
        ),
        (132015, "Template is paused", _("Not sent: customers disliked this template, so it is paused."), _TEMPLATES),
        (132069, "Flow is throttled", _("Not sent: this flow may go out only ten times an hour now."), _FLOW),
        (
            134101,
            "Template is syncing",
            _("Not sent yet: WhatsApp is still preparing this template."),
            _("Try again in ten minutes."),
        ),
    ],
    Action.NEVER: [
        (
            130403,
            "Blocked by the business",
            _("Not sent: we have blocked this customer."),
            _("Unblock the customer first."),
        ),
        (
            130472,
            "Part of an experiment",
            _("Not delivered: WhatsApp holds marketing back from this customer as a test."),
            _("Wait until the customer writes, or use another way."),
        ),
        (
            130497,
            "Country restricted",
            _("Not sent: this account may not write to the customer's country."),
            _OTHER_WAY,
        ),
        (
            131026,
            "Message undeliverable",
            _("Not delivered: the number is not on WhatsApp, uses an old version, or does not take our messages."),
            _OTHER_WAY,
        ),
        (
            131036,
            "Failed on the customer's device",
            _("Not delivered: the message was no longer there when the customer's device asked for it."),
            _("Send it again if it still matters."),
        ),
        (
            131050,
            "Marketing stopped by the customer",
            _("Not sent: the customer has stopped marketing messages from us."),
            _("Do not send marketing; answers to questions may still go."),
        ),
    ],
    Action.TEMPLATE: [
        (
            131047,
            "Re-engagement message",
            _("Not delivered: the customer last wrote more than 24 hours ago, so WhatsApp takes only a template."),
            _("Send a template, or wait until the customer writes."),
        ),
    ],
    Action.FIX: [
        (
            33,
            "Object not found",
            _("Not sent: WhatsApp does not know our number, or gives no access to it."),
            _DEVELOPER,
        ),
        (100, "Invalid parameter", _("Not sent: WhatsApp did not understand the request."), _DEVELOPER),
        (104, "No access token", _("Not sent: the request carried no access token."), _TOKEN),
        (2046, "Order status not allowed", _("Not sent: an order can't go from its status to this one."), _DEVELOPER),
        (2047, "Order already paid", _("Not sent: the order is paid and can't be cancelled."), _("Refund it instead.")),
        (2635, "API version expired", _("Not sent: this version of WhatsApp's interface has ended."), _DEVELOPER),
        (130501, "Type not supported in groups", _("This kind of message is not supported in groups."), _GROUP),
        (131008, "Parameter missing", _("Not sent: something WhatsApp requires is missing."), _DEVELOPER),
        (131009, "Parameter value not valid", _("Not sent: one of the values is not allowed."), _DEVELOPER),
        (131020, "Group not available", _("Not sent: WhatsApp does not know this group."), _GROUP),
        (
            131021,
            "Recipient is the sender",
            _("Not sent: the number written to is our own."),
            _("Correct the customer's number."),
        ),
        (
            131030,
            "Recipient not in the allowed list",
            _("Not sent: a test number may write only to the people on its list."),
            _("Add the customer's number to the list in Meta's dashboard, or use a real number."),
        ),
        (131035, "Webhook not delivered in time", _("A message to us was lost before it arrived."), _DEVELOPER),
        (131041, "Group error", _("Not sent: WhatsApp refused this in the group."), _GROUP),
        (
            131051,
            "Type not supported",
            _("WhatsApp can't carry this kind of message here."),
            _("Ask the customer to send it as text or as a photo."),
        ),
        (
            131052,
            "Media download error",
            _("The customer's file could not be fetched; it may be larger than 100 MB."),
            _("Ask the customer to send it again, smaller or another way."),
        ),
        (
            131053,
            "Media upload error",
            _("Not sent: WhatsApp could not use our file."),
            _("Check the file's type and size, then send it again."),
        ),
        (131055, "Method not allowed", _("Not sent: this way of sending is for marketing templates."), _DEVELOPER),
        (131059, "Group error", _("Not sent: WhatsApp refused this in the group."), _GROUP),
        (
            131062,
            "A user id can't get this message",
            _("Not sent: a login code needs the customer's phone number."),
            _("Ask the customer for the phone number."),
        ),
        (
            131063,
            "Marketing is switched off here",
            _("Not sent: this account sends marketing another way."),
            _DEVELOPER,
        ),
        (
            132000,
            "Parameter count mismatch",
            _("Not sent: the template has more or fewer blanks than values."),
            _CORRECT,
        ),
        (132001, "Template does not exist", _("Not sent: no approved template of this name and language."), _TEMPLATES),
        (
            132005,
            "Text too long",
            _("Not sent: the template became too long with these values."),
            _("Shorten the values."),
        ),
        (132007, "Character policy violated", _("Not sent: WhatsApp objects to the template's content."), _TEMPLATES),
        (132008, "Parameter values not allowed", _("Not sent: WhatsApp objects to one of the values."), _CORRECT),
        (132012, "Parameter format mismatch", _("Not sent: a value is of another kind than the template's."), _CORRECT),
        (132016, "Template is disabled", _("Not sent: this template was paused too often."), _("Make a new template.")),
        (
            132018,
            "Parameter content",
            _("Not sent: a value holds a line break, a tab or a long gap."),
            _("Write the value in one line."),
        ),
        (132068, "Flow is blocked", _("Not sent: WhatsApp has blocked this flow."), _FLOW),
        (134100, "Only marketing here", _("Not sent: this way of sending is for marketing templates."), _DEVELOPER),
        (134102, "Template unavailable", _("Not sent: this template can't be used for marketing yet."), _TEMPLATES),
        (
            135000,
            "Generic user error",
            _("Not sent: WhatsApp refused the request without saying why."),
            _("Check the message's values; if they are right, tell whoever looks after the system."),
        ),
        (200002, "Template error", _("WhatsApp did not take the template."), _TEMPLATES),
        (1752041, "Already onboarded", _("This number is being set up a second time."), _DEVELOPER),
    ],
    Action.ALERT: [
        (0, "Not authenticated", _("Not sent: the access token is not valid."), _TOKEN),
        (3, "Capability missing", _("Not sent: our app may not do this."), _PERMISSION),
        (10, "Permission denied", _("Not sent: the access token lacks a permission."), _PERMISSION),
        (190, "Access token expired", _("Not sent: the access token has expired or was withdrawn."), _TOKEN),
        (
            368,
            "Blocked for policy violations",
            _("Not sent: WhatsApp has blocked this account for a while, for breaking a policy."),
            _MANAGER,
        ),
        (131005, "Access denied", _("Not sent: the access token lacks a permission."), _PERMISSION),
        (131031, "Account locked", _("Not sent: WhatsApp has locked this account, or the PIN is wrong."), _MANAGER),
        (131037, "Display name not approved", _("Not sent: this number's display name waits for approval."), _MANAGER),
        (
            131042,
            "Payment issue",
            _("Not sent: WhatsApp could not charge this account."),
            _("Check the payment method in WhatsApp Manager; nothing is sent from this number until then."),
        ),
        (
            131044,
            "Payment issue",
            _("Not sent: this account has no valid payment method."),
            _("Add a payment method in WhatsApp Manager; nothing is sent from this number until then."),
        ),
        (131045, "Incorrect certificate", _("Not sent: this number is not registered correctly."), _MANAGER),
        (
            131048,
            "Spam rate limit hit",
            _("Not sent: too many customers blocked or reported this number."),
            _("Stop campaigns from this number, and check its quality in WhatsApp Manager."),
        ),
        (
            131064,
            "Messaging limit reached",
            _("Not sent: this account's templates were in the wrong category too often."),
            _("Check the templates' categories in WhatsApp Manager."),
        ),
        (133000, "Deregistration incomplete", _("An earlier deregistration of this number did not finish."), _MANAGER),
        (133005, "PIN mismatch", _("The two-step PIN of this number is wrong."), _MANAGER),
        (133006, "Number must be verified again", _("This number must be verified before it is registered."), _MANAGER),
        (133008, "Too many PIN guesses", _("The PIN was wrong too often; the number is locked for a while."), _MANAGER),
        (133009, "PIN guessed too fast", _("The PIN was entered too fast."), _("Wait a while, then try again.")),
        (133010, "Number not registered", _("Not sent: this number is not registered with WhatsApp."), _MANAGER),
        (
            133015,
            "Wait before registering",
            _("This number was deleted a moment ago."),
            _("Register it in five minutes."),
        ),
        (
            133016,
            "Registered too often",
            _("This number was registered too often and is locked for 72 hours."),
            _("Do not try again before then."),
        ),
        (
            134011,
            "Payment terms not accepted",
            _("Not sent: the terms of WhatsApp payments are not accepted."),
            _MANAGER,
        ),
        (
            137000,
            "Identity changed",
            _("Not sent: the customer's phone or WhatsApp was set up anew; it may be another person."),
            _("Make sure who it is before you go on."),
        ),
    ],
}

# Meta gives these with HTTP 5xx as well as 4xx: the message may have been taken all the same.
_MAYBE_SENT = {1, 2, 131000, 131016, 131057, 133004, 2494100}

# The number as a whole is shut: token, permission, account, payment, registration. Each further attempt fails the same
# way, and Meta counts them. The other alarms are about one message or one customer, or come from setting numbers up.
_PAUSES = {0, 3, 10, 190, 368, 131005, 131031, 131037, 131042, 131044, 131045, 131048, 131064, 133010}

CODES: dict[int, GraphError] = {
    code: GraphError(code, title, means, action, advice, code not in _MAYBE_SENT, code in _PAUSES)
    for action, rows in _ROWS.items()
    for code, title, means, advice in rows
}

FAMILIES: tuple[tuple[range, GraphError], ...] = (
    (
        range(200, 300),
        GraphError(
            200,
            "Permission missing",
            _("Not sent: the access token lacks a permission."),
            Action.ALERT,
            _PERMISSION,
            pauses=True,
        ),
    ),
    (
        range(131201, 131216),
        GraphError(131201, "Group error", _("Not done: WhatsApp refused this in the group."), Action.FIX, _GROUP),
    ),
    (
        range(138000, 138022),
        GraphError(
            138000,
            "Calling error",
            _("The call was not possible."),
            Action.FIX,
            _("Write to the customer and agree on a time, or call from a phone."),
        ),
    ),
    (
        range(139000, 139005),
        GraphError(139000, "Flow error", _("Not sent: WhatsApp refused this flow."), Action.FIX, _FLOW),
    ),
    (
        range(139100, 139104),
        GraphError(
            139100,
            "Block list error",
            _("The customer was not blocked or unblocked."),
            Action.FIX,
            _("Only people who wrote within the last 24 hours can be blocked; try again after the next message."),
        ),
    ),
    (
        range(147001, 147006),
        GraphError(
            147001,
            "Username error",
            _("The username was not set."),
            Action.FIX,
            _("Choose another username: 3 to 35 letters, digits, dots or underscores."),
        ),
    ),
    (
        range(2388000, 2389000),
        GraphError(2388000, "Template error", _("WhatsApp did not take the template."), Action.FIX, _TEMPLATES),
    ),
    (
        range(2593107, 2593110),
        GraphError(
            2593107,
            "Chat history not shared",
            _("The chats of the phone app can't be copied."),
            Action.FIX,
            _("Allow it in the WhatsApp Business app, then connect the number again."),
        ),
    ),
)

UNLISTED = GraphError(
    0,
    "Unknown error",
    _("Not delivered, and WhatsApp's reason is not one we know."),
    Action.NEVER,
    _("Tell whoever looks after the system, and reach the customer another way if it is urgent."),
    surely_not_sent=False,
)
