"""Settings: values in the configuration files of repositories, by format and JSON Pointer."""
