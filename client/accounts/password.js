/**
 * Changing one's password, or setting the first one.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { createForm } from "../ui/form.js";
import { toast } from "../ui/toast.js";

/**
 * @param {object} options
 * @param {import("./security.js").Security} options.security
 * @param {import("./prove.js").WithProof} options.withProof
 */
export function changePassword({ security, withProof }) {
  const form = createForm({
    name: "change-password",
    values: { present: "", password: "" },
    submit: async ({ present, password }) => {
      const body = security.hasPassword ? { present, password } : { password };
      await withProof(() => api.put("/me/password", body));
      section.fold();
      toast(_("Your password is changed. Your other devices are signed out."));
      await security.load();
    },
  });
  const section = {
    ...form,
    security,
    open: false,

    unfold() {
      this.open = true;
    },

    fold() {
      this.open = false;
      Object.assign(this, { problems: {}, summary: "", shown: false });
      Object.assign(this.values, { present: "", password: "" });
    },
  };
  return section;
}
