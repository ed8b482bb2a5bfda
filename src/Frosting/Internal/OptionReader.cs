namespace Cake.Frosting.Internal;

/// <summary>Reads options by the rules measured on Cake.Tool 7.0.0. A word that belongs to no option is an error; so is a long name of one letter.</summary>
internal sealed class OptionReader(IEnumerable<string> args)
{
    private readonly Queue<string> words = new(args);
    private readonly Queue<Option> letters = new();
    private bool known = true;

    /// <summary>The next option, or null at the end.</summary>
    public Option? Read()
    {
        if (letters.TryDequeue(out var letter))
        {
            return letter;
        }

        if (!words.TryDequeue(out var word))
        {
            return null;
        }

        if (word == "--")
        {
            known = false;
            return Read();
        }

        if (!IsOption(word))
        {
            throw new FormatException($"Unknown command '{word}'.");
        }

        var (text, value) = Split(word);
        return text.StartsWith("--", StringComparison.Ordinal) ? Long(text, value) : Short(text, value);
    }

    public string Value(Option option) =>
        OptionalValue(option) ?? throw new FormatException($"Option '{option.Text}' is defined but no value has been provided.");

    public string? OptionalValue(Option option) =>
        option.Value ?? (option.TakesNext && words.TryPeek(out var next) && !IsOption(next) ? words.Dequeue() : null);

    public static bool Flag(Option option) => option.Value is null
        || (bool.TryParse(option.Value, out var flag) ? flag : throw new FormatException($"Option '{option.Text}' is true or false, not '{option.Value}'."));

    // "-1" is a value: no option begins with a digit.
    private static bool IsOption(string word) => word.StartsWith('-') && !(word.Length > 1 && char.IsAsciiDigit(word[1]));

    private static (string Text, string? Value) Split(string word)
    {
        var end = word.IndexOfAny(['=', ':']);
        if (end < 0)
        {
            return (word, null);
        }

        return end < word.Length - 1
            ? (word[..end], word[(end + 1)..])
            : throw new FormatException($"Expected an option value after '{word}'.");
    }

    private Option Long(string text, string? value)
    {
        var name = text[2..];
        if (name.Length < 2 || char.IsAsciiDigit(name[0]) || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_'))
        {
            throw new FormatException($"Invalid long option name '{text}'.");
        }

        return new Option(text, value, known, TakesNext: true);
    }

    private Option Short(string text, string? value)
    {
        if (text.Length < 2)
        {
            throw new FormatException("Option does not have a name.");
        }

        for (var i = 1; i < text.Length; i++)
        {
            letters.Enqueue(new Option($"-{text[i]}", i == text.Length - 1 ? value : null, known, TakesNext: text.Length == 2));
        }

        return letters.Dequeue();
    }
}
