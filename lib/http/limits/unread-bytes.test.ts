import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { UnreadBytes } from "./unread-bytes.ts";

const MIB = 1024 * 1024;
const respondingOn = (socket: Socket): ServerResponse => new ServerResponse(new IncomingMessage(socket));

test("a connection's share ends at one mebibyte, and the next connection has its own", () => {
  const unread = new UnreadBytes(8 * MIB, 4 * MIB);
  const [one, two] = [respondingOn(new Socket()), respondingOn(new Socket())];
  unread.track(one, "a", MIB - 1);
  expect([unread.exhausted(one.req, "a"), unread.isFarFromLimits]).toEqual([undefined, true]);
  unread.track(one, "a", 1);
  expect([unread.exhausted(one.req, "a"), unread.exhausted(two.req, "a")]).toEqual(["connection", undefined]);
  expect([unread.total, unread.isFarFromLimits]).toEqual([MIB, false]);
});

test("a client's share and the server's are counted over all connections", () => {
  const unread = new UnreadBytes(30, 20);
  const responses = [new Socket(), new Socket(), new Socket()].map(respondingOn);
  for (const [index, client] of ["a", "a", "b"].entries()) unread.track(responses[index]!, client, 10);
  const next = respondingOn(new Socket());
  expect(["a", "b", "c"].map((client) => unread.exhausted(next.req, client))).toEqual([
    "client",
    "server",
    "server",
  ]);
});

test("what is sent is given back once, and what never was, with its connection", () => {
  const unread = new UnreadBytes(100, 50);
  const socket = new Socket();
  const [first, second, third] = [respondingOn(socket), respondingOn(socket), respondingOn(new Socket())];
  for (const response of [first, second, third]) unread.track(response, "a", 10);
  first.emit("close");
  expect(unread.total).toBe(20);
  socket.emit("close");
  expect(unread.total).toBe(10);
  second.emit("close");
  expect(unread.total).toBe(10);
});

test("a client that reads nothing for twenty seconds is disconnected", () => {
  const socket = new Socket();
  new UnreadBytes(100, 50).track(respondingOn(socket), "a", 1);
  expect(socket.timeout).toBe(20_000);
  socket.destroy();
});
