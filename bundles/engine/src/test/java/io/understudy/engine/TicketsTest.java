package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TicketsTest {
  @Test
  void aStampNamesItsTicketAndNoOther() {
    Tickets tickets = new Tickets();
    tickets.add(100, -1);
    tickets.add(200, -2);
    assertEquals(-1, tickets.nonce(100));
    assertEquals(-2, tickets.nonce(200));
    assertFalse(tickets.has(150));
    assertFalse(tickets.has(50));
  }

  @Test
  void theOldestAreForgotten() {
    Tickets tickets = new Tickets();
    for (int i = 1; i <= 5000; i++) {
      tickets.add(i, -i);
    }
    assertFalse(tickets.has(900));
    assertTrue(tickets.has(905));
    assertEquals(-5000, tickets.nonce(5000));
  }
}
