// On the sign-in page: whoever was here last may have been asked to be forgotten, and cannot say hello any more.
import { forget, tell } from "./forgetting.js";
import { who } from "./pages.js";

const PATH = "/devices/farewell";
const { user } = (await who()) || {};
if (user && (await tell(PATH, user).catch(() => null))?.forget) await forget(PATH, user);
