/** Version of this package; a test holds it and package.json together. */
export const FORESOLVE_VERSION = "0.1.0";
