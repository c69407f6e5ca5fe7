"""Facts, labelled rules, stored verdict and the officer’s decision."""
