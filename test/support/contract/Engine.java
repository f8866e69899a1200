import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Scanner;
import java.util.regex.Pattern;

/** Says of each line, a pattern and a text in hexadecimal, whether the pattern is found in the text. */
class Engine {
  static String read(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  public static void main(String[] args) {
    var lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      var parts = lines.nextLine().split(" ", -1);
      System.out.println(Pattern.compile(read(parts[0])).matcher(read(parts[1])).find());
    }
  }
}
