"""Tokens are reserved by one call"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What accounts/quotas.py asks for before every request: between its seven statements the server and the
# gateway took turns for longer than they worked. Each statement below sees what others committed while
# it waited for a lock (a volatile function, READ COMMITTED), so that the sums are exact.
_RESERVE = """
CREATE FUNCTION prompt_library.reserve_tokens(
    asked_id uuid, asked_person bigint, asked_unit text, asked_lab boolean, asked_tokens bigint,
    asked_month date, asked_at timestamptz, asked_until timestamptz,
    limit_person bigint, limit_unit bigint, limit_lab bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    of_scope text;
    of_subject text;
    used_now bigint;
    held_now bigint;
    most bigint;
BEGIN
    -- First, so that two requests of one person that come together wait for one another.
    PERFORM pg_advisory_xact_lock(7003, (asked_person % 2147483648)::int);
    UPDATE prompt_library.reservations SET state = 'expired'
        WHERE person_id = asked_person AND state = 'open' AND expires_at <= asked_at;
    PERFORM FROM prompt_library.reservations WHERE person_id = asked_person AND state = 'open';
    IF FOUND THEN
        RETURN 'busy';
    END IF;
    -- "unit" before "person", the order in which whoever settles locks them.
    FOREACH of_scope IN ARRAY CASE WHEN asked_lab THEN ARRAY['lab'] ELSE ARRAY['unit', 'person'] END LOOP
        of_subject := CASE of_scope WHEN 'unit' THEN asked_unit ELSE asked_person::text END;
        LOOP
            SELECT used INTO used_now FROM prompt_library.spending
                WHERE scope = of_scope AND subject = of_subject AND month = asked_month FOR UPDATE;
            EXIT WHEN FOUND;
            INSERT INTO prompt_library.spending (scope, subject, month)
                VALUES (of_scope, of_subject, asked_month) ON CONFLICT DO NOTHING;
        END LOOP;
        -- The person's own and their labs' are none: no request of theirs runs, or this one is refused.
        held_now := 0;
        IF of_scope = 'unit' THEN
            SELECT coalesce(sum(tokens), 0) INTO held_now FROM prompt_library.reservations
                WHERE unit_code = asked_unit AND NOT lab AND month = asked_month
                AND state = 'open' AND expires_at > asked_at;
        END IF;
        SELECT tokens INTO most FROM prompt_library.quota_limits
            WHERE scope = of_scope AND subject = of_subject;
        IF NOT FOUND THEN
            most := CASE of_scope WHEN 'unit' THEN limit_unit WHEN 'lab' THEN limit_lab ELSE limit_person END;
        END IF;
        IF used_now + held_now + asked_tokens > most THEN
            RETURN of_scope;
        END IF;
    END LOOP;
    INSERT INTO prompt_library.reservations
        (id, person_id, unit_code, month, lab, tokens, state, made_at, expires_at)
        VALUES (asked_id, asked_person, asked_unit, asked_month, asked_lab, asked_tokens,
                'open', asked_at, asked_until);
    RETURN 'reserved';
END
$$
"""


def upgrade() -> None:
    """Apply."""
    op.execute(_RESERVE)


def downgrade() -> None:
    """Undo."""
    op.execute("DROP FUNCTION prompt_library.reserve_tokens")
