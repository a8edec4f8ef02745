import { register } from "node:module";

register(new URL("./typescript-hooks.mjs", import.meta.url));
