// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";

import { ApiError, NetworkError } from "../../../client/core/errors.js";
import { createForm, forget } from "../../../client/ui/form.js";

let names = 0;
const form = (submit) => createForm({ name: `form ${(names += 1)}`, values: { username: "", password: "" }, submit });

describe("a form", () => {
  it("shows each problem beside its field, and keeps what was typed", async () => {
    const refusal = new ApiError({ status: 422, code: "invalid", message: "No", fields: { username: "Too short" } });
    const mine = form(() => Promise.reject(refusal));
    mine.values.username = "a";
    await mine.submit();
    expect(mine.problems).toEqual({ username: "Too short" });
    expect(mine.summary).not.toBe("");
    expect(mine.values.username).toBe("a");
    expect(mine.busy).toBe(false);
  });

  it("says in its summary what belongs to no field", async () => {
    const mine = form(() => Promise.reject(new NetworkError("The server cannot be reached.")));
    await mine.submit();
    expect(mine.summary).toBe("The server cannot be reached.");
    expect(mine.problems).toEqual({});
  });

  it("says of a field that it does not have what the whole refusal says", async () => {
    const refusal = new ApiError({ code: "invalid", message: "No", fields: { email: "Taken" } });
    const mine = form(() => Promise.reject(refusal));
    await mine.submit();
    expect(mine.summary).toBe("No");
  });

  it("is submitted once, however often its button is pressed", async () => {
    let finish = () => {};
    const submit = vi.fn(() => new Promise((resolve) => (finish = () => resolve(undefined))));
    const mine = form(submit);
    const first = mine.submit();
    await mine.submit();
    finish();
    await first;
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it("has what was typed when its view is drawn anew, and nothing once it was submitted", async () => {
    const options = { name: "kept", values: { text: "" }, submit: () => Promise.resolve() };
    createForm(options).values.text = "typed";
    const again = createForm(options);
    expect(again.values.text).toBe("typed");
    await again.submit();
    expect(createForm(options).values.text).toBe("");
    forget("kept");
  });
});
