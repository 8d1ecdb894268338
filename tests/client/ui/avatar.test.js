// @vitest-environment happy-dom
import { expect, it } from "vitest";

import { drawAvatar } from "../../../client/ui/avatar.js";

const draw = (people, className = "avatar") => {
  const element = document.createElement("span");
  element.className = className;
  drawAvatar(element, people);
  return element;
};

it.each([
  ["Mika Korhonen", "MK"],
  ["李明", "李"],
  ["jo", "J"],
  ["Ana Maria de la Cruz", "AC"],
  ["🎉 Party", "🎉P"],
])("shows the initials of %s", (name, initials) => {
  expect(draw({ id: 1, name }).textContent).toBe(initials);
});

it("shows one letter where it is small", () => {
  expect(draw({ id: 1, name: "Mika Korhonen" }, "avatar small").textContent).toBe("M");
});

it("gives a person the same hue every time, through the style's own interface", () => {
  const hue = (id) => draw({ id, name: "A" }).style.getPropertyValue("--h");
  expect(hue(5)).toBe(hue(5));
  expect(hue(5)).not.toBe(hue(6));
});

it("shows two faces for several people, and none for nobody", () => {
  const people = [1, 2, 3].map((id) => ({ id, name: `Person ${id}` }));
  expect(draw(people).querySelectorAll(".avatar")).toHaveLength(2);
  expect(draw(null).textContent).toBe("");
});
