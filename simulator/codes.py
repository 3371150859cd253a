"""Every code of Meta's error page: HTTP status, title, usual details. Meta leaves out the details of some.

Meta's page: /documentation/business-messaging/whatsapp/support/error-codes. The statuses are those of November 2025; codes
that came later have none there and are answered with 400.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    status: int
    title: str
    details: str = ""


ROWS = """
0 | 401 | AuthException | We were unable to authenticate the app user
1 | 400 | API Unknown
2 | 503 | API Service
3 | 500 | API Method
4 | 400 | Application request limit reached
10 | 403 | Application does not have permission for this action
17 | 400 | User request limit reached
33 | 400 | Parameter value is not valid | The business phone number has been deleted.
100 | 400 | Invalid parameter | One or more parameters are invalid.
104 | 401 | No access token
190 | 401 | Invalid OAuth access token
200 | 403 | You do not have the necessary permissions to send messages on behalf of this WhatsApp Business Account
368 | 403 | Temporarily blocked for policies violations | The WhatsApp Business Account has been restricted.
613 | 400 | Calls to this api have exceeded the rate limit.
2046 | 400 | Invalid order status transition | The new status is not allowed after the current one.
2047 | 400 | Order cannot be cancelled | The order has already been paid.
80007 | 400 | Rate limit issues | The WhatsApp Business Account has reached its rate limit.
130403 | 400 | User is blocked by the business | Unblock the user first.
130429 | 400 | Rate limit hit | Cloud API message throughput has been reached.
130472 | 400 | User's number is part of an experiment | Failed to send message because this user's phone number is part of an experiment
130497 | 403 | Business account is restricted from messaging users in this country.
130501 | 400 | Unsupported message type | This message type is not supported in groups.
131000 | 500 | Something went wrong | Message failed to send due to an unknown error.
131005 | 403 | Access denied | Permission is either not granted or has been removed.
131008 | 400 | Required parameter is missing | A required parameter is missing.
131009 | 400 | Parameter value is not valid | One or more parameter values are invalid.
131016 | 500 | Service unavailable | A service is temporarily unavailable.
131020 | 400 | Group is suspended | The group was suspended.
131021 | 400 | Recipient cannot be sender | Sender and recipient phone number is the same.
131026 | 400 | Message undeliverable | Message Undeliverable.
131030 | 400 | Recipient phone number not in allowed list | Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.
131031 | 403 | Account has been locked | The account has been restricted or disabled for violating a platform policy.
131036 | 400 | Message failed to be delivered on at least one of the user's device | Message payload not found
131037 | 400 | WhatsApp provided number needs display name approval before message can be sent.
131041 | 400 | Message not sent to the group | The group has no participants who can receive it.
131042 | 400 | Business eligibility payment issue | There was an error related to your payment method.
131044 | 400 | Business eligibility payment issue | The account has no payment method for this kind of message.
131045 | 500 | Incorrect certificate | Message failed to send due to a phone number registration error.
131047 | 400 | Re-engagement message | Message failed to send because more than 24 hours have passed since the customer last replied to this number.
131048 | 400 | Spam rate limit hit | Message failed to send because there are restrictions on how many messages can be sent from this phone number.
131049 | 400 | This message was not delivered to maintain healthy ecosystem engagement. | In order to maintain a healthy ecosystem engagement, the message failed to be delivered.
131050 | 400 | User has stopped marketing messages | The user chose to stop receiving marketing messages.
131051 | 400 | Unsupported message type | Unsupported message type.
131052 | 400 | Media download error | The media could not be downloaded from the sender.
131053 | 400 | Media upload error | The media could not be uploaded.
131055 | 400 | Method not allowed | Only marketing templates can be sent here.
131056 | 400 | (Business Account, Consumer Account) pair rate limit hit | Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.
131057 | 500 | Account in maintenance mode | Business Account is in maintenance mode.
131059 | 400 | Group does not exist | The group was not found.
131060 | 400 | This message is currently unavailable | The message is not available yet. It may arrive later or ask the user to send it again.
131062 | 400 | Business-scoped User ID (BSUID) recipients are not supported for this message | Use a phone number for authentication templates.
131063 | 400 | Marketing templates are disabled for Cloud API | Send marketing templates through the Marketing Messages API.
131064 | 400 | Messaging limit reached | Message failed to send because the messaging limit was reached after template classification violations.
132000 | 400 | Number of parameters does not match the expected number of params | body: number of localizable_params (1) does not match the expected number of params (2)
132001 | 404 | Template name does not exist in the translation | The template does not exist in this language, or is not approved.
132005 | 400 | Translated text too long | Hydrated text is too long.
132007 | 400 | Template Format Character Policy Violated | Template content violates a WhatsApp policy.
132008 | 400 | Template Parameter Format Mismatch | A parameter value does not fit its place.
132012 | 400 | Parameter format does not match format in the created template | header: Format mismatch, expected IMAGE, received UNKNOWN
132015 | 400 | Template is Paused | Template is paused due to low quality.
132016 | 400 | Template is Disabled | Template has been paused too many times and is now permanently disabled.
132018 | 400 | There is an issue with the parameters in your template | Param text cannot have new-line/tab characters or more than 4 consecutive spaces
132068 | 400 | Flow is blocked | The flow is in a blocked state.
132069 | 400 | Flow is throttled | The flow is throttled: ten messages with it were already sent in the last hour.
133000 | 500 | Incomplete deregistration | A previous deregistration attempt failed.
133004 | 503 | Server temporarily unavailable | The server is temporarily unavailable.
133005 | 400 | Two step verification PIN mismatch | The PIN is wrong.
133006 | 400 | Phone number re-verification needed | The phone number must be verified before it is registered.
133008 | 400 | Too many two step verification PIN guesses | Too many wrong PINs for this phone number.
133009 | 400 | Two step verification PIN guessed too fast | The PIN was entered too quickly.
133010 | 400 | Account not registered
133015 | 400 | Please wait a few minutes before attempting to register this phone number | The number was deleted only recently.
133016 | 400 | Account register deregister rate limit exceeded
134011 | 400 | WhatsApp Payments terms of service has not been accepted
134100 | 400 | Only marketing messages are supported | Only marketing templates can be sent on this path.
134101 | 400 | Template is syncing | The template is not ready on the Marketing Messages API yet.
134102 | 400 | Template unavailable | The template cannot be used on the Marketing Messages API.
135000 | 400 | Generic user error
137000 | 400 | Recipient identity key hash mismatch | The identity hash does not match the current one of the recipient.
139000 | 400 | Blocking is not possible | The user could not be blocked.
139100 | 400 | Failed to block or unblock some users | Some users could not be blocked or unblocked.
139101 | 400 | Block list limit reached | At most 64,000 users can be blocked.
139102 | 400 | Block list was changed meanwhile | The block list was updated at the same time.
139103 | 400 | Internal error in the block list | Something went wrong with the block list.
147001 | 400 | Username is not available | The username is taken.
147002 | 400 | Username is not valid | A username has 3 to 35 letters, digits, dots or underscores.
147003 | 400 | Username change limit reached | The username was changed too often.
147004 | 400 | Username not found | This number has no username.
147005 | 400 | Username not allowed | This username cannot be used by this business.
200002 | 400 | Template could not be changed | The template is not in a state in which it can be changed.
1752041 | 400 | Duplicate onboarding | The number has already been onboarded.
2494100 | 400 | Account in maintenance mode | The phone number is in maintenance mode.
2593107 | 400 | Synchronisation was asked for too often | It can be asked for once.
2593108 | 400 | Synchronisation came too late | It must be asked for within 24 hours of onboarding.
2593109 | 400 | History sync is turned off by the business from the WhatsApp Business App | History sharing is turned off by the business
"""
# Families of which the page gives no more than numbers.
FAMILIES = {"Group request failed": range(131201, 131216), "Call failed": range(138000, 138022)}
FAMILIES["Flow error"] = range(139001, 139005)


def _read(row: str) -> tuple[int, Kind]:
    code, status, *words = (part.strip() for part in row.split(" | "))
    return int(code), Kind(int(status), *words)


KINDS = dict(_read(row) for row in ROWS.strip().splitlines())
KINDS |= {code: Kind(400, title) for title, codes in FAMILIES.items() for code in codes}


def kind_of(code: int) -> Kind:
    """201 to 299 read like 200; a code of the future has no title."""
    if code not in KINDS and 200 < code < 300:
        return Kind(403, KINDS[200].title)
    return KINDS.get(code, Kind(400, "Unknown error"))
