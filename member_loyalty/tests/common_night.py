from unittest.mock import patch


class NightCase:
    """Nights as the scheduler makes them, of some steps."""

    def run_night(self, *names):
        """A night of the steps with these names, in every company.

        :return: its job
        """
        jobs = self.env["member.job"]
        steps = [step for step in jobs._night_steps() if step.name in names]
        self.assertEqual(len(steps), len(names))
        with patch.object(self.env.registry["member.job"], "_night_steps", lambda _jobs: steps):
            return self.night_passes()

    def night_passes(self):
        with self.enter_registry_test_mode():
            for cron in ("night", "jobs"):
                self.env.ref(f"member_loyalty.ir_cron_member_{cron}").sudo().method_direct_trigger()
        self.env.invalidate_all()
        night = self.env["member.job"].sudo().search([("kind", "=", "night")], limit=1)
        self.assertEqual(night.state, "done", night.step_ids.mapped("error"))
        return night
