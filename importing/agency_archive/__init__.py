"""The website of one agency as a file, to be taken into another installation."""
