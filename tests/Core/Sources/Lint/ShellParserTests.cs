using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Tests.Sources.Lint;

public sealed class ShellParserTests
{
    [TestCase("a b; c", "a b|c")]
    [TestCase("a 'b; c' \"d && e\"", "a b; c d && e")]
    [TestCase("a # b; c\nd", "a|d")]
    [TestCase("a#b c", "a#b c")]
    [TestCase("cat <<EOF\nkubectl get pods || true\nEOF\nb", "cat|b")]
    [TestCase("cat <<-'EOF' | x\n\ta ' b\n\tEOF\nb", "cat|x|b")]
    [TestCase("cat <<A <<B\n1\nA\n2\nB\nc", "cat|c")]
    [TestCase("cat <<< 'a b' c", "cat c")]
    [TestCase("a 2>/dev/null >&2 b &> log", "a b")]
    [TestCase("[[ $a == b && -d c || x =~ ^(d|e)$ ]] && f", "[[ … == b && -d c || x =~ ^(d|e)$ ]]|f")]
    [TestCase("(( a > b )) && c", "((|c")]
    [TestCase("x=$(( 1 + (2) )) c", "c")]
    [TestCase("case $a in b|c) d;; (e) f;; *) g; h;; esac; i", "d|f|g|h|i")]
    [TestCase("f() { a; b; }; g", "a|b|g")]
    [TestCase("function f { a; }", "a")]
    [TestCase("if a; then b; else c; fi; d", "a|b|c|d")]
    [TestCase("for x in a b; do c; done", "for x in a b|c")]
    [TestCase("a \\\n  b", "a b")]
    [TestCase("a=(b c 'd e') f", "f")]
    [TestCase("( a; b ) || c", "a|b|c")]
    [TestCase("a $'b\\'c' d", "a b'c d")]
    [TestCase("diff <(a) >(b)", "diff … …")]
    [TestCase("echo ${a:-$(b)} ${#c}", "echo … …")]
    [TestCase("a ${{ github.ref }} b", "a … b")]
    [TestCase("", "")]
    [TestCase("   \n\n # only talk\n", "")]
    public void A_script_is_split_into_its_commands(string script, string commands) =>
        Assert.That(string.Join('|', ShellParser.Parse(script, 1).Commands.Where(command => command.Words.Count > 0).Select(Words)), Is.EqualTo(commands));

    [Test]
    public void Scripts_within_words_are_read_too()
    {
        var script = ShellParser.Parse("a \"$(b \"$(c)\" `d`)\" $(case x in y) e;; esac)", 1);
        Assert.That(script.All.SelectMany(part => part.Commands).Select(command => command.Program), Is.EquivalentTo(new[] { "a", "b", "c", "d", "e" }));
    }

    [TestCase("cat <<E\nx $(a | b) `c`\nE\nd", "cat a b c d")]
    [TestCase("cat <<'E'\nx $(a | b) `c`\nE\nd", "cat d")]
    [TestCase("cat <<\\E\n$(a)\nE\nd", "cat d")]
    [TestCase("cat <<E\n\\$(a) '$(b)' \"$(c)\"\nE\nd", "cat b c d")]
    [TestCase("e \"${x:-$(a)}\" ${y:-`b`}", "e a b")]
    [TestCase("e ${x:-$(( 1 + (2) ))}", "e")]
    public void What_a_shell_puts_into_documents_and_defaults_is_run_as_well(string script, string programs) =>
        Assert.That(string.Join(' ', ShellParser.Parse(script, 1).All.SelectMany(part => part.Commands).Select(command => command.Program).OrderBy(program => program == "cat" || program == "e" ? "" : program, StringComparer.Ordinal)), Is.EqualTo(programs));

    [Test]
    public void Lines_are_counted_through_quotes_documents_and_continuations()
    {
        var script = ShellParser.Parse("a 'x\ny'\nb <<E\n1\nE\nc \\\n d\n", 10);
        Assert.That(script.Commands.Select(command => (command.Program, command.Line, command.LastLine)), Is.EqualTo(new[] { ("a", 10, 11), ("b", 12, 12), ("c", 15, 16) }));
    }

    [TestCase("a 'b", 1, "a single quote is not closed")]
    [TestCase("a\nb \"c\nd", 2, "a double quote is not closed")]
    [TestCase("a $(b", 1, "$( is not closed")]
    [TestCase("a <<E\nb", 1, "the here-document E is not closed")]
    [TestCase("a ${b", 1, "${ is not closed")]
    [TestCase("a `b", 1, "a backtick is not closed")]
    [TestCase("(( 1", 1, "(( is not closed")]
    public void What_is_not_closed_is_told_with_its_line(string script, int line, string fault)
    {
        var refusal = Assert.Throws<ShellSyntaxException>(() => ShellParser.Parse(script, 1))!;
        Assert.That((refusal.Line, refusal.Message), Is.EqualTo((line, fault)));
    }

    [Test]
    public void Hostile_nesting_is_refused_and_not_a_stack_overflow() =>
        Assert.That(() => ShellParser.Parse(string.Concat(Enumerable.Repeat("$(a ", 100_000)), 1), Throws.TypeOf<ShellSyntaxException>());

    [Test]
    public void Anything_is_read_or_refused() => Prop.ForAll<string[]>(parts =>
    {
        string[] signs = ["'", "\"", "$(", ")", "`", "<<E\n", "\nE\n", "case x in ", "esac", "${", "}", "((", "[[", ";;", "\\", "|", "#"];
        var text = string.Concat(parts.Select((part, i) => part + signs[(i * 7 + (part?.Length ?? 0)) % signs.Length]));
        try
        {
            ShellParser.Parse(text, 1);
        }
        catch (ShellSyntaxException)
        {
        }
    }).QuickCheckThrowOnFailure();

    private static string Words(ShellCommand command) => string.Join(' ', command.Words.Select(word => word.Text)).Replace(ShellWord.Unknown, '…');
}
