package io.understudy.fencing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @Test
  void aLineSaysWhoAnswersAndHowItEnded() {
    assertEquals(
        Optional.of(new Answer(new NodeId("b"), 0x4fd2, new Term(17), Answer.How.DONE, "")),
        Answer.parse("node=b incarnation=4fd2 term=17 outcome=done\n"));
    assertEquals(
        Optional.of(
            new Answer(new NodeId("b"), -1, new Term(19), Answer.How.REFUSED, "term 19 is newer")),
        Answer.parse(
            "node=b incarnation=ffffffffffffffff term=19 outcome=refused reason=term 19 is newer"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "done",
        "node=b outcome=done",
        "node=b incarnation=0 term=17 outcome=Done",
        "node=b incarnation=0 term=17 outcome=done!",
        "node=B incarnation=0 term=17 outcome=done",
        "node=b incarnation=-1 term=17 outcome=done",
        "node=b incarnation=0 term=-1 outcome=done",
        "Welcome\nnode=b incarnation=0 term=17 outcome=done",
        "node=b incarnation=0 term=17 outcome=done\nmore",
        "node=b incarnation=0 term=17 outcome=done reason=a\nb",
        "node=b incarnation=0 term=9999999999999999999 outcome=done"
      })
  void anythingElseIsNoAnswer(String text) {
    assertEquals(Optional.empty(), Answer.parse(text));
  }
}
