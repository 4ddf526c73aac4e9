/**
 * Attacks a server until it is stopped, in its own process so as not to slow down the measurement: `node
 * attacker.ts <attack> <port> <clients>`. Says "open" when all of it is under way.
 */
import { ATTACKS } from "./attacks.ts";

const [name, port, clients] = process.argv.slice(2);
const attack = ATTACKS.find((one) => one.name === name);
if (attack === undefined) throw new Error(`there is no attack "${name}"`);
await attack.start(Number(port), Number(clients));
console.log("open");
// The connections alone keep no process alive once a server has refused them.
setInterval(() => undefined, 60_000);
