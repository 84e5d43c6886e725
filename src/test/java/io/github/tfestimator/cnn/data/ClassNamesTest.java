package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of classes, given and read. */
class ClassNamesTest {
  @TempDir private Path folder;

  @Test
  void classesWithoutNamesGetNumbersThatAreFree() {
    assertThat(ClassNames.extended(List.of("cat", "3"), 5))
        .containsExactly("cat", "3", "2", "class 3", "4");
    assertThat(ClassNames.extended(List.of("cat", "dog"), 1)).containsExactly("cat");
  }

  @Test
  void namesAreDistinctTextsOfOneLine() {
    for (String name : new String[] {"", " ", "a\nb", "\na", "\ra", "a\r"}) {
      refuses(List.of("a", name), "must be text of one line");
    }
    refuses(Collections.singletonList(null), "class name (\"null\") must be text of one line");
    refuses(List.of("a", "b", "a"), "class name (\"a\") must name one class, but names two");
  }

  @Test
  void noMoreClassesThan65536() {
    assertThatNoException().isThrownBy(() -> ClassNames.check(ClassNames.numbered(65_536)));
    refuses(ClassNames.numbered(65_537), "classes (65537) must be 65536 or fewer");
  }

  private static void refuses(List<String> names, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassNames.check(names))
        .withMessageContaining(message);
  }

  @Test
  void aMappingLeavesOutClasses() throws IOException {
    assertThat(read("3 97\n1 65 66\n", 5)).containsExactly("0", "A/B", "2", "a", "4");
    assertThat(read("2 48\n", 1)).containsExactly("class 0", "1", "0");
    assertThat(read("one\n\n two \n", 2)).containsExactly("one", "two");
    assertThat(read("\ufeff0 65\n1 66\n", 2)).containsExactly("A", "B");
    assertThat(read("\ufeffone\ntwo\n", 2)).containsExactly("one", "two");
  }

  @Test
  void aMappingThatIsNoneIsRefused() throws IOException {
    for (String line : new String[] {"65536 65", "0 1114112", "0 65 1114112"}) {
      assertThatThrownBy(() -> read(line, 1))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(
              ": the line \"%s\" must give a label of its own and code points", line);
    }
    assertThatThrownBy(() -> read("", 1)).hasMessageContaining("names 0 classes");
    assertThatThrownBy(() -> ClassMapping.read(folder.resolve("missing"), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("can't be read (there is no such file)");
  }

  private List<String> read(String content, int classes) throws IOException {
    return ClassMapping.read(Files.writeString(folder.resolve("mapping"), content), classes);
  }
}
