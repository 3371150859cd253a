"""The language model as a second writer: it joins and rephrases what is given, and is never believed unchecked."""
