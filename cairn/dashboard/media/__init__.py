"""Files of messages, for those who may open the conversation."""
