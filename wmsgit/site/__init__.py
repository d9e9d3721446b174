"""The site: pages for people who look. It knows HTML, and asks actions for everything that it shows."""
