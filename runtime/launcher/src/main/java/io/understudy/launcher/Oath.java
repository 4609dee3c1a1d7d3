package io.understudy.launcher;

import java.io.Console;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Asks the administrator who gives the word that a node is off to type the node's name.
final class Oath {
  private Oath() {}

  /// {@return the command line that the node understands}
  ///
  /// @param console null where there is no terminal
  static List<String> ask(List<String> command, @Nullable Console console) throws UsageException {
    if (command.stream().anyMatch(word -> word.startsWith("--confirm"))) {
      return command;
    }
    List<String> names = command.stream().skip(1).filter(word -> !word.startsWith("-")).toList();
    if (names.size() != 1 || !command.contains("--i-have-checked")) {
      throw new UsageException("use: understudy fenced NODE --i-have-checked");
    }
    String node = names.getFirst();
    if (console == null || !console.isTerminal()) {
      throw new UsageException(
          "there is no terminal to ask at; add --confirm=%s if node %s is off"
              .formatted(node, node));
    }
    console.printf(
        """
        You are about to say that node %1$s is off, so that another node takes over what it owned.
        Go and look, or ask somebody who stands before it:
          - the machine is switched off or unplugged, or all its network cables are out;
          - nobody will switch it on or plug it in again before this node has taken over.
        That it doesn't answer is no sign: it may be cut off and still serve its clients.
        If it is alive, two nodes will answer for the same addresses and write to diverging copies of the data:
        what clients wrote to one of them will be lost or has to be merged by hand.
        """,
        node);
    String typed = console.readLine("Type the node's name if you have checked all that: ");
    if (typed == null || !typed.strip().equals(node)) {
      throw new UsageException("that isn't '%s'; nothing was done".formatted(node));
    }
    return Stream.concat(command.stream(), Stream.of("--confirm=" + node)).toList();
  }
}
