using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Sources;

internal sealed class HeardNotes : IJournalListener
{
    public List<string> Notes { get; } = [];

    public void OnNote(string text) => Notes.Add(text);
}
