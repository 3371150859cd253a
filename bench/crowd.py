"""A crowd of leads in the database, straight by SQL: believable enough for a board, and quick."""

from __future__ import annotations

from tests.desk import Desk

CONTACTS = """
INSERT INTO conversations_contact (name, phone, username, language, created_at)
SELECT (ARRAY['Priya','Rahul','Ananya','Joseph','Fatima','Karthik','Neha','Imran','Deepa','Suresh'])[1 + n % 10] || ' ' ||
       (ARRAY['Nair','Mehta','Rao','Fernandes','Shaikh','Iyer','Joshi','Qureshi','Menon','Pillai','Gowda'])[1 + n % 11],
       '+9197' || lpad(n::text, 8, '0'), '', '', now() FROM generate_series(1, {count}) AS n
"""
CONVERSATIONS = """
INSERT INTO conversations_conversation (channel_id, contact_id, status, assistant, created_at, unread, last_inbound_at,
  last_message_at, last_words, last_author, last_type, needs_person_why, needs_person_since, lease_epoch, attempts)
SELECT (SELECT min(id) FROM conversations_channel), c.id, 'active', 'on', now(), (c.id % 7 = 0)::int,
  now() - (c.id % 40) * interval '37 min', now() - (c.id % 40) * interval '30 min',
  (ARRAY['Is the 7 day trip open in August?','Kitna hoga 2 log ka?','Yes, I want to book!','Will check with my husband',
         'Any discount for six people?'])[1 + c.id % 5], (ARRAY['customer','assistant','staff'])[1 + c.id % 3], 'text', '',
  CASE WHEN c.id % 50 = 0 THEN now() END, 0, 0
FROM conversations_contact c WHERE c.phone LIKE '+9197%'
"""
LEADS = """
INSERT INTO leads_lead (contact_id, conversation_id, stage, source, source_detail, priority, score, score_parts, value, tags,
  extra, position, closed_reason, trip_id, party_size, travel_dates, language, sentiment, first_message, newest_message,
  created_at, stage_since, last_contact_at, owner_id, scored_at)
SELECT v.contact_id, v.id,
  (ARRAY['inquiry','inquiry','contacted','interested','interested','qualified','proposal','negotiation','won','lost'])[1 + v.id % 10],
  'whatsapp', '{}', (ARRAY['low','medium','high','urgent'])[1 + v.id % 4], v.id % 100, '[]',
  CASE WHEN v.id % 3 > 0 THEN (v.id % 6 + 1) * 900000 END, '{}', '{}', extract(epoch FROM now()) - v.id % 100000, '',
  CASE WHEN v.id % 4 > 0 THEN (SELECT id FROM catalog_trip ORDER BY id OFFSET v.id % 4 LIMIT 1) END, v.id % 6 + 1,
  (ARRAY['08-12, 08-19','08','','12-20'])[1 + v.id % 4], 'en', '', v.last_words, v.last_words,
  now() - interval '9 days', now() - (v.id % 97) * interval '55 min', now() - (v.id % 90) * interval '2 h',
  CASE WHEN v.id % 3 = 0 THEN (SELECT min(id) FROM accounts_user) END, now()
FROM conversations_conversation v JOIN conversations_contact c ON c.id = v.contact_id WHERE c.phone LIKE '+9197%'
"""
TASKS = """
INSERT INTO leads_task (lead_id, type, reason, title, priority, status, due_at, created_by, created_at)
SELECT id, 'call', 'crowd', 'Call about the trip', 'medium', 'pending', now() + (id % 60 - 10) * interval '1 h', 'rule', now()
FROM leads_lead WHERE id % 3 > 0 AND stage NOT IN ('won', 'lost')
"""
MOVES = """
INSERT INTO journal_event (type, at, actor, lead_id, conversation_id, data)
SELECT 'stage_changed', now() - (id % 2000) * interval '1 h', 'rule', id, conversation_id,
  jsonb_build_object('from', 'inquiry', 'to', stage, 'by', 'rule', 'rule', 'trip_asked', 'reason', 'the customer asked about a trip', 'stayed', id % 9000)
FROM leads_lead WHERE id % 4 = 0
"""


def gather(desk: Desk, count: int) -> None:
    for step in (CONTACTS.format(count=count), CONVERSATIONS, LEADS, TASKS, MOVES):
        desk.sql(step.replace("%", "%%"))
    desk.sql("ANALYZE")
