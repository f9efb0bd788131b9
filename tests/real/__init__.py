"""Publishers against servers that nobody here wrote, installed from packages. `make test-real`"""
