using System.Text;

namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>The here-documents that begin on the next line, in the order of their redirections.</summary>
internal sealed class HereDocuments
{
    private readonly Queue<HereDocument> waiting = new();

    /// <summary>One more begins on the next line.</summary>
    public void Add(HereDocument document) => waiting.Enqueue(document);

    /// <summary>Takes those that begin here out of the text.</summary>
    /// <param name="text">The script, behind the end of the line with their redirections.</param>
    /// <returns>Those into which a shell puts variables and the output of commands, which are run as well.</returns>
    /// <exception cref="ShellSyntaxException">One of them is not closed.</exception>
    public IEnumerable<ShellText> Take(ShellText text)
    {
        while (waiting.TryDequeue(out var document))
        {
            var (first, body) = (text.Line, Body(text, document));
            if (document.Expands)
            {
                yield return new(body, first);
            }
        }
    }

    private static string Body(ShellText text, HereDocument document)
    {
        var body = new StringBuilder();
        while (!text.IsAtEnd)
        {
            var line = text.TakeLine();
            text.Skip(1);
            if (document.Ends(line))
            {
                return body.ToString();
            }

            body.Append(line).Append('\n');
        }

        throw new ShellSyntaxException(document.Line, $"the here-document {document.Delimiter.Text} is not closed");
    }
}
