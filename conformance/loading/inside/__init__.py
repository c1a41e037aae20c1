"""What runs inside Locust's processes; nothing else imports it, as Locust patches the standard library."""
