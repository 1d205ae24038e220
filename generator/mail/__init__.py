"""Every edition as a mail: the two parts of a message, and the message itself.

Nothing is sent from here. Who may get a mail, and how they leave, is kept by a service; it takes
these files, or makes mails of its own from the feed of editions.
"""

from generator.mail.make import make_letters, make_mail

__all__ = ["make_letters", "make_mail"]
