using System.Buffers;

namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>
/// Reads the shell language as far as a lint needs it: which commands there are, how they are joined, which words they have. Comments, quotes, here-documents, tests, arrays, case patterns and
/// command substitutions are what they are to a shell, so that none of them is taken for a command. One pass; nothing is looked at twice.
/// </summary>
internal sealed class ShellParser
{
    private const int Deepest = 100;

    private static readonly string[] Operators = ["&&", "||", ";;&", ";;", ";&", "|&", "&>>", "&>", ";", "&", "|", "(", ")"];
    private static readonly string[] Redirections = ["<<<", "<<-", "<<", "<>", "<&", ">>", ">|", ">&", "<", ">"];
    private static readonly HashSet<string> Keywords = ["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "!", "{", "}", "time"];

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private readonly ShellText text;
    private readonly int nesting;
    private readonly List<ShellCommand> commands = [];
    private readonly List<ShellScript> nested = [];
    private readonly List<string> lead = [];
    private readonly List<ShellWord> words = [];
    private readonly Stack<bool> patterns = new();
    private readonly HereDocuments documents;
    private int depth;

    private ShellParser(ShellText text, int nesting, HereDocuments documents) => (this.text, this.nesting, this.documents) = (text, nesting, documents);

    /// <summary>The script.</summary>
    /// <param name="script">Its text.</param>
    /// <param name="firstLine">The number of its first line in the file it stands in.</param>
    /// <exception cref="ShellSyntaxException">Something is not closed, or nested too deeply.</exception>
    public static ShellScript Parse(string script, int firstLine) => new ShellParser(new ShellText(script, firstLine), 0, new()).Read(null);

    // Between [[ and ]] the signs of the shell are words.
    private bool IsTest => words is [{ Text: "[[", IsQuoted: false }, ..] && words[^1].Text != "]]";

    private ShellScript Read(int? openedAt)
    {
        if (nesting > Deepest)
        {
            throw new ShellSyntaxException(text.Line, $"scripts are nested more than {Deepest} deep");
        }

        while (true)
        {
            text.SkipBlanks();
            if (text.IsAtEnd)
            {
                return openedAt is { } line ? throw new ShellSyntaxException(line, "$( is not closed") : Finish();
            }

            if (text.Here == '#')
            {
                text.TakeLine();
            }
            else if (text.Here == '\n')
            {
                text.Take();
                ReadDocuments();
                Join("\n");
            }
            else if (text.Here == ')' && openedAt is not null && depth == 0 && !(patterns.TryPeek(out var inPattern) && inPattern))
            {
                text.Take();
                return Finish();
            }
            else if (words.Count == 0 && text.Sees("(("))
            {
                SkipArithmetic();
            }
            else if (IsTest || (!TryProcess() && !TryRedirect() && !TryOperator()))
            {
                TakeWord();
            }
        }
    }

    private ShellScript Finish()
    {
        End();
        return new(commands, [.. lead], nested);
    }

    private ShellWord ReadWord(bool isTest = false) =>
        new WordReader(text, line => new ShellParser(text, nesting + 1, documents).Read(line), nested).Read(isTest);

    private void TakeWord()
    {
        var word = ReadWord(IsTest);
        if (word.Text.Length == 0 && !word.IsQuoted)
        {
            // Nothing a word can begin with; it is passed over so that reading goes on.
            text.Take();
            return;
        }

        // "in" is none in front of a command, and it says that patterns follow.
        if (!word.IsQuoted && words is [{ Text: "case" }, ..] && word.Text == "in")
        {
            words.Clear();
            lead.Add("case");
            patterns.Push(true);
        }
        else if (words.Count == 0 && word is { IsQuoted: false, Text: "function" })
        {
            text.SkipBlanks();
            ReadWord();
            text.Skip(text.Sees("()") ? 2 : 0);
            lead.Add(word.Text);
        }
        else if (words.Count == 0 && !word.IsQuoted && word.IsLiteral && Keywords.Contains(word.Text))
        {
            Keyword(word.Text);
        }
        else
        {
            words.Add(word);
        }
    }

    private void Keyword(string keyword)
    {
        depth += keyword switch { "{" => 1, "}" => depth > 0 ? -1 : 0, _ => 0 };
        if (keyword == "esac")
        {
            patterns.TryPop(out _);
        }

        lead.Add(keyword);
    }

    private bool TryOperator()
    {
        if (Array.Find(Operators, text.Sees) is not { } found)
        {
            return false;
        }

        if (found is "&>" or "&>>")
        {
            text.Skip(found.Length);
            SkipTarget();
            return true;
        }

        text.Skip(found.Length);
        if (found == ")" && patterns.TryPeek(out var inPattern) && inPattern)
        {
            // The end of a case pattern, which is no command.
            words.Clear();
            patterns.Pop();
            patterns.Push(false);
            lead.Add("then");
            return true;
        }

        if (found is "(" && patterns.TryPeek(out inPattern) && inPattern)
        {
            return true;
        }

        if (found is ";;" or ";&" or ";;&")
        {
            Join(";");
            if (patterns.TryPop(out _))
            {
                patterns.Push(true);
            }

            return true;
        }

        if (found == "(" && words.Count == 1)
        {
            // A function's name; its body is read as any group.
            words.Clear();
            text.SkipBlanks();
            text.Skip(text.Here == ')' ? 1 : 0);
            lead.Add("function");
            return true;
        }

        if (found == "|" && patterns.TryPeek(out inPattern) && inPattern)
        {
            words.Clear();
            return true;
        }

        Join(found == "|&" ? "|" : found);
        depth += found switch { "(" => 1, ")" => depth > 0 ? -1 : 0, _ => 0 };
        return true;
    }

    private bool TryRedirect()
    {
        var digits = 0;
        while (char.IsAsciiDigit(text.Ahead(digits)))
        {
            digits++;
        }

        if (text.Ahead(digits) is not ('<' or '>'))
        {
            return false;
        }

        text.Skip(digits);
        var found = Array.Find(Redirections, text.Sees)!;
        text.Skip(found.Length);
        var line = text.Line;
        if (found is "<<" or "<<-")
        {
            text.SkipBlanks();
            documents.Add(new(ReadWord(), found == "<<-", line));
        }
        else
        {
            SkipTarget();
        }

        return true;
    }

    // <( and >( are words made of a script.
    private bool TryProcess()
    {
        if (text.Here is not ('<' or '>') || text.Ahead(1) != '(')
        {
            return false;
        }

        var line = text.Line;
        text.Skip(2);
        nested.Add(new ShellParser(text, nesting + 1, documents).Read(line));
        words.Add(new(ShellWord.Unknown.ToString(), line, text.Line, [new(null, "", IsQuoted: true)], IsQuoted: false));
        return true;
    }

    private void SkipTarget()
    {
        text.SkipBlanks();
        if (!TryProcess())
        {
            ReadWord();
        }
        else
        {
            words.RemoveAt(words.Count - 1);
        }
    }

    private void ReadDocuments()
    {
        foreach (var document in documents.Take(text))
        {
            new WordReader(document, line => new ShellParser(document, nesting + 1, new()).Read(line), nested).ReadDocument();
        }
    }

    private void SkipArithmetic()
    {
        var line = text.Line;
        var open = 0;
        do
        {
            if (text.IsAtEnd)
            {
                throw new ShellSyntaxException(line, "(( is not closed");
            }

            open += text.Here switch { '(' => 1, ')' => -1, _ => 0 };
            text.Take();
        }
        while (open > 0);
        words.Add(new("((", line, text.Line, [], IsQuoted: false));
    }

    private void Join(string @operator)
    {
        End();
        lead.Add(@operator);
    }

    private void End()
    {
        if (words.Count == 0)
        {
            return;
        }

        var assignments = words.TakeWhile(IsAssignment).ToList();
        commands.Add(new([.. words.Skip(assignments.Count)], assignments, Meaningful(lead), depth, words[0].Line, words[^1].LastLine));
        words.Clear();
        lead.Clear();
    }

    // Line breaks say nothing where an operator or keyword stands beside them.
    private static List<string> Meaningful(List<string> lead) => lead.Exists(item => item != "\n") ? [.. lead.Where((item, index) => item != "\n" || index == 0)] : [.. lead.Take(1)];

    private static bool IsAssignment(ShellWord word)
    {
        var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        var name = equals > 0 ? word.Text.AsSpan(0, word.Text[equals - 1] == '+' ? equals - 1 : equals) : [];
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(NameLetters);
    }
}
