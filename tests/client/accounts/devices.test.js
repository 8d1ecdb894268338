import { expect, it } from "vitest";

import { deviceName, isPhone } from "../../../client/accounts/devices.js";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

it.each([
  [FIREFOX, "Firefox · Linux", false],
  [EDGE, "Edge · Windows", false],
  [SAFARI, "Safari · iPhone", true],
  ["python-requests/2.32", "", false],
])("calls %s by its name", (userAgent, name, phone) => {
  expect(deviceName(userAgent)).toBe(name);
  expect(isPhone(userAgent)).toBe(phone);
});
