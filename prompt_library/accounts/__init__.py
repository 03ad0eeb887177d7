"""Who may use AI: entitlement, licence, quotas, personal settings, the usage log, approvals of models."""
