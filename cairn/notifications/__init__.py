"""Who is told what, and how: the bell, a sound, a push to the phone, a digest by e-mail. Made from Events."""
