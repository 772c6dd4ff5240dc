"""Which machines there are: Ansible inventories read into typed hosts."""
