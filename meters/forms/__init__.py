"""Forms of readings, and the words of meters that forms, pages and mails share."""
