"""What DNS says about whoever our mail comes from: SPF, DKIM, DMARC, and the names of the relays' addresses."""
