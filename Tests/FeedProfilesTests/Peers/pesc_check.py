"""Checks College Transcripts against what is known of PESC College Transcript 1.6.

usage: pesc_check.py SCHEMA.json SAMPLE.xml... -- [--names-and-order] FILE.xml...

The names of elements, and the values of codes, come from the JSON schema of the standard; the
order of elements from the published samples and the sequences below. FILE may be one transcript or
an element with transcripts in it. The samples have empty elements and codes of their own, so for
them --names-and-order leaves values alone. Prints what is wrong; exit status 1 when something is.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree

# Sequences of the XML schema (sector AcademicRecord), as far as the feed uses them.
SEQUENCES = {
    "TransmissionData": [
        "DocumentID", "CreatedDateTime", "DocumentTypeCode", "TransmissionType", "Source",
        "Destination", "DocumentProcessCode", "DocumentOfficialCode", "DocumentCompleteCode",
        "RequestTrackingID", "NoteMessage", "UserDefinedExtensions"],
    "AcademicAward": [
        "AcademicAwardLevel", "AcademicAwardDate", "AcademicAwardTitle", "AcademicHonors",
        "AcademicAwardProgram", "AcademicDegreeRequirement", "AcademicSummary", "NoteMessage"],
}
LENGTHS = {
    "DocumentID": 35, "RequestTrackingID": 35, "NoteMessage": 80, "SchoolAssignedPersonID": 20,
    "AcademicAwardTitle": 400, "MutuallyDefined": 35, "OrganizationName": 80,
    "CompositeName": 80, "AcademicProgramName": 60}
REQUIRED = {
    "CollegeTranscript": ["TransmissionData", "Student"],
    "TransmissionData": ["DocumentID", "CreatedDateTime", "DocumentTypeCode", "TransmissionType",
                         "Source", "Destination"],
    "Student": ["Person", "AcademicRecord"]}


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def transcripts(path):
    root = ElementTree.parse(path).getroot()
    if local(root) == "CollegeTranscript":
        return [root]
    return [child for child in root if local(child) == "CollegeTranscript"]


def plain(word):
    return word.replace("_", "").lower()


class Check:
    def __init__(self, schema, samples):
        self.schema = json.load(open(schema))
        self.pairs, self.before, self.problems = set(), set(), []
        for path in samples:
            for transcript in transcripts(path):
                self.learn(transcript)
        both = {pair for pair in self.before if (pair[0], pair[2], pair[1]) in self.before}
        self.before -= both

    def learn(self, element):
        names = [local(child) for child in element]
        self.pairs |= {(local(element), name) for name in names}
        for index, name in enumerate(names):
            self.before |= {(local(element), name, later) for later in names[index + 1:]
                            if later != name}
        for child in element:
            self.learn(child)

    def properties(self, kind):
        if kind is None:
            return None
        found = self.schema if kind == "" else self.schema["definitions"].get(kind, {})
        return {plain(name): value for name, value in found.get("properties", {}).items()}

    def element(self, element, kind, path):
        name = local(element)
        path = path + "/" + name
        children = [local(child) for child in element]
        if self.values:
            self.content(element, name, kind, path)
        properties = self.properties(kind)
        for child in element:
            word = local(child)
            known = properties is not None and plain(word) in properties
            if properties and not known and (name, word) not in self.pairs:
                self.problems.append(path + ": there is no " + word)
            inner = properties[plain(word)] if known else {}
            inner = inner.get("items", inner)
            reference = inner.get("$ref", "").rsplit("/", 1)[-1]
            self.element(child, reference or None, path)
        for index, word in enumerate(children):
            for later in children[index + 1:]:
                if (name, later, word) in self.before:
                    self.problems.append(path + ": " + later + " comes before " + word)
        sequence = [word for word in SEQUENCES.get(name, []) if word in children]
        places = [sequence.index(word) for word in children if word in sequence]
        if places != sorted(places):
            self.problems.append(path + ": expected the order " + ", ".join(sequence))
        for word in REQUIRED.get(name, []):
            if word not in children:
                self.problems.append(path + ": there is no " + word)

    def content(self, element, name, kind, path):
        text = element.text or ""
        if len(text) > LENGTHS.get(name, 100000):
            self.problems.append(path + ": longer than %d" % LENGTHS[name])
        values = self.schema["definitions"].get(kind or "", {}).get("enum")
        if values and plain(text) not in [plain(value) for value in values]:
            self.problems.append(path + ": unknown code " + text)
        if not len(element) and not text.strip():
            self.problems.append(path + ": empty")


def main():
    arguments = sys.argv[1:]
    split = arguments.index("--")
    check = Check(arguments[0], arguments[1:split])
    files = arguments[split + 1:]
    check.values = "--names-and-order" not in files
    count = 0
    for path in [file for file in files if not file.startswith("--")]:
        for transcript in transcripts(path):
            count += 1
            check.element(transcript, "", path.rsplit("/", 1)[-1])
    print("%d transcripts" % count)
    for problem in check.problems[:40]:
        print(problem)
    sys.exit(1 if check.problems or not count else 0)


main()
